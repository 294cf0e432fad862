// The button that shows what was typed into a password field, since it is typed once.
for (const button of document.querySelectorAll("button[data-show]")) {
  const field = document.getElementById(button.getAttribute("aria-controls"));
  const turn = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? button.dataset.hide : button.dataset.show;
  };
  button.addEventListener("click", () => turn(field.type === "password"));
  field.form.addEventListener("submit", () => turn(false));
}
