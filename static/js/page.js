// Closes open menus: by Escape, a press elsewhere, or when the focus moves on.
{
  const menus = [...document.querySelectorAll("details[data-menu]")];
  const closeOutside = (event) => menus.forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  document.addEventListener("pointerdown", closeOutside);
  document.addEventListener("focusin", closeOutside);
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && menus.find((menu) => menu.open);
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
}
// The field that narrows a long list of choices, which the page has drawn above it.
{
  const narrow = (box) => {
    const field = box.querySelector("[type=search]");
    if (field.matches(".ready")) return;
    field.classList.add("ready");
    field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    field.addEventListener("input", (event) => {
      event.stopPropagation();
      const wanted = field.value.trim().toLocaleLowerCase();
      const rest = box.querySelector("details");
      if (rest && wanted) rest.open = true;
      for (const row of box.querySelectorAll(".choice")) {
        const chosen = row.querySelector("input").checked;
        row.hidden = !chosen && !row.textContent.toLocaleLowerCase().includes(wanted);
      }
    });
  };

  const start = () => document.querySelectorAll("[data-narrow]").forEach(narrow);
  document.addEventListener("swapped", start);
  start();
}
// Signing out asks first while this device keeps text of the member's that is not saved (copies.js), and then removes it.
for (const form of document.querySelectorAll("form[data-sign-out]")) {
  form.addEventListener("submit", (event) => {
    let own = [];
    try { own = Object.keys(localStorage).filter((key) => key.startsWith(`copy:${form.dataset.member}:`)); } catch { /* no right to use it */ }
    if (!own.length) return;
    if (confirm(form.dataset.signOut)) own.forEach((key) => localStorage.removeItem(key));
    else event.preventDefault();
  });
}
