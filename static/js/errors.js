// The summary of problems is read first.
document.querySelector("[data-errors]")?.focus();
