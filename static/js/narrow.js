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
      if (rest) rest.open = Boolean(wanted);
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
