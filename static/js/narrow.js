// A field that narrows a long list of choices.
{
  const narrow = (box) => {
    if (box.matches(".ready")) return;
    box.classList.add("ready");
    const field = document.createElement("input");
    Object.assign(field, { type: "search", dir: "auto", className: "wide-input", autocomplete: "off", placeholder: box.dataset.narrow, ariaLabel: box.dataset.narrow });
    field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    field.addEventListener("input", (event) => {
      event.stopPropagation();
      const wanted = field.value.trim().toLocaleLowerCase();
      const rest = box.querySelector("details");
      if (rest) rest.open = Boolean(wanted);
      for (const row of box.querySelectorAll(".choice")) {
        const chosen = row.querySelector("input").checked;
        row.hidden = !chosen && !row.textContent.toLocaleLowerCase().includes(wanted);
      }
    });
    box.prepend(field);
  };

  const start = () => document.querySelectorAll("[data-narrow]").forEach(narrow);
  document.addEventListener("swapped", start);
  start();
}
