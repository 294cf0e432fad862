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
