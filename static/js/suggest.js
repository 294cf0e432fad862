// Suggestions under a search box with data-suggest: a combobox whose options are links. What was typed is never changed;
// without script, on a slow line or after Escape the box searches as it is.
{
  const WAIT = 150;

  const start = (field) => {
    const list = field.nextElementSibling, status = list.nextElementSibling;
    let timer, running, at = -1;
    const option = ({ label, what, href, lang = "", dir = "" }, place) => {
      const link = document.createElement("a"), name = document.createElement("bdi"), kind = document.createElement("span");
      Object.assign(link, { id: `${list.id}-${place}`, href, tabIndex: -1 });
      link.setAttribute("role", "option");
      Object.assign(name, { textContent: label, lang, dir });
      Object.assign(kind, { textContent: what, className: "hint" });
      link.append(name, " ", kind);
      return link;
    };

    const options = () => [...list.querySelectorAll("a")];

    const mark = (to) => {
      at = to;
      options().forEach((one, place) => one.setAttribute("aria-selected", place === at));
      const marked = options()[at];
      if (marked) {
        field.setAttribute("aria-activedescendant", marked.id);
        marked.scrollIntoView({ block: "nearest" });
      } else field.removeAttribute("aria-activedescendant");
    };

    const show = (open) => {
      list.hidden = !open;
      field.setAttribute("aria-expanded", open);
      mark(-1);
    };

    const close = () => {
      clearTimeout(timer);
      running?.abort();
      status.textContent = "";
      show(false);
    };

    const ask = async () => {
      running?.abort();
      const typed = field.value.trim();
      if (typed.length < 2 && !/\p{Script=Han}/u.test(typed)) return close();
      running = new AbortController();
      try {
        const answer = await fetch(`${field.dataset.suggest}&q=${encodeURIComponent(typed.slice(0, 200))}`, { signal: running.signal });
        if (!answer.ok) return close();
        const { words, suggestions } = await answer.json();
        if (document.activeElement !== field) return;
        list.replaceChildren(...suggestions.map(option));
        show(suggestions.length > 0);
        status.textContent = words;
      } catch { /* asked anew, or no line: the box still searches */ }
    };

    const keys = {
      ArrowDown: () => (list.hidden ? ask() : mark(at + 1 < options().length ? at + 1 : -1)),
      ArrowUp: () => (list.hidden ? ask() : mark(at < 0 ? options().length - 1 : at - 1)),
      Escape: close,
    };

    // A field of type search is no combobox, and empties itself on Escape.
    field.type = "text";
    for (const [name, value] of Object.entries({ role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) field.setAttribute(name, value);
    field.addEventListener("input", (event) => {
      clearTimeout(timer);
      mark(-1);
      if (!event.isComposing) timer = setTimeout(ask, WAIT);
    });
    field.addEventListener("compositionend", () => { timer = setTimeout(ask, WAIT); });
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Enter" && at >= 0) {
        event.preventDefault();
        options()[at].click();
      } else if (keys[event.key] && !(event.key === "Escape" && list.hidden)) {
        event.preventDefault();
        keys[event.key]();
      }
    });
    field.addEventListener("blur", close);
    // A press in the list must not take the focus, or the list would close before the click.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", () => setTimeout(close));
  };

  document.querySelectorAll("[data-suggest]").forEach(start);
}
