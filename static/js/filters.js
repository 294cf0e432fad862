// Filters at once: a change in a form with data-live fetches the page it would open and takes over the parts
// marked data-swap. Without script, or when the fetch fails, the form is sent as it is.
{
  const wide = matchMedia("(min-width: 60rem)");
  const fits = CSS.supports("selector(::details-content)");
  const here = () => location.pathname + location.search;
  let running, shown = here();

  const prepare = () => {
    if (!document.querySelector("[data-live]")) return;
    document.querySelectorAll("[data-apply]").forEach((button) => { button.hidden = true; });
    if (!fits && wide.matches) document.querySelectorAll(".facets").forEach((facets) => { facets.open = true; });
  };

  const announce = (words) => {
    let region = document.getElementById("announce");
    if (!region) {
      region = document.createElement("p");
      Object.assign(region, { id: "announce", className: "hide" });
      region.setAttribute("role", "status");
      document.body.append(region);
    }
    region.textContent = words;
  };

  const swap = (page) => {
    const open = new Set([...document.querySelectorAll("details[data-facet][open]")].map((one) => one.dataset.facet));
    const opened = document.querySelector(".facets")?.open;
    const { name, value } = document.activeElement;
    for (const part of document.querySelectorAll("[data-swap]")) {
      const fresh = page.getElementById(part.id);
      if (fresh) part.replaceWith(fresh);
    }
    for (const one of document.querySelectorAll("details[data-facet]")) one.open = open.has(one.dataset.facet);
    if (opened) document.querySelector(".facets").open = true;
    prepare();
    document.dispatchEvent(new Event("swapped"));
    if (!name) return;
    const same = [...document.getElementsByName(name)].find((one) => one.type !== "checkbox" || one.value === value);
    const closed = same?.closest("details.all");
    if (closed) closed.open = true;
    same?.focus({ preventScroll: true });
  };

  const load = async (address, form) => {
    running?.abort();
    const mine = running = new AbortController();
    try {
      const answer = await fetch(address, { signal: mine.signal });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      history.pushState({}, "", address);
      shown = here();
      document.title = page.title;
      const words = page.querySelector("#results h2")?.textContent.trim() ?? "";
      swap(page);
      announce(words);
    } catch (error) {
      if (error.name !== "AbortError") form.submit();
    }
  };

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form || !("live" in form.dataset) || !event.target.name) return;
    const pairs = [...new FormData(form)].filter(([, value]) => value !== "");
    load(`${form.action.split("?")[0]}?${new URLSearchParams(pairs)}`, form);
  });
  // A jump within the page, such as the skip link, is a popstate too.
  addEventListener("popstate", () => { if (here() !== shown) location.reload(); });
  prepare();
}
