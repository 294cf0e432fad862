// Moves the focus to the summary of problems, so that it is read first.
document.querySelector("[data-errors]")?.focus();
