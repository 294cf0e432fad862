// Filters at once: a form or a link in data-live fetches the page it would open and takes over the parts marked data-swap.
// When that fails, the page is opened.
{
  const wide = matchMedia("(min-width: 60rem)");
  const fits = CSS.supports("selector(::details-content)");
  const here = () => location.pathname + location.search;
  let running, shown = here();

  const prepare = () => {
    if (!document.querySelector("form[data-live]")) return;
    document.querySelectorAll("[data-apply]").forEach((button) => { button.hidden = true; });
    if (!fits && wide.matches) document.querySelectorAll(".facets").forEach((facets) => { facets.open = true; });
  };

  // Finds in the fresh part what had the focus: by id, in its form, as the heading of its facet, or by its number among links.
  const place = (one) => {
    const part = one?.closest("[data-swap]");
    if (!part) return null;
    if (one.id) return () => document.getElementById(one.id);
    if (one.name && one.form) {
      const { form: { id }, name, type, value } = one;
      return () => [...document.forms[id]?.elements ?? []].find((other) => other.name === name && (type !== "checkbox" || other.value === value));
    }
    const facet = one.closest("[data-facet]")?.dataset.facet;
    if (facet) return () => document.querySelector(`[data-facet="${facet}"] > summary`);
    const id = one.closest("[data-live]")?.id;
    const links = () => [...document.querySelectorAll(`#${id} a`)];
    const number = links().indexOf(one);
    return () => links()[number];
  };

  const swap = (page, away) => {
    const open = new Set([...document.querySelectorAll("[data-facet][open]")].map((one) => one.dataset.facet));
    const old = document.activeElement, find = place(old);
    for (const part of document.querySelectorAll("[data-swap]")) {
      const fresh = page.getElementById(part.id);
      if (fresh) part.replaceWith(fresh);
    }
    for (const one of document.querySelectorAll("[data-facet]")) one.open = open.has(one.dataset.facet);
    prepare();
    document.dispatchEvent(new Event("swapped"));
    if (!find) return;
    const same = away ? null : find();
    const closed = same?.closest("details.all");
    if (closed) closed.open = true;
    if (!same?.getClientRects().length) return document.getElementById("count").focus();
    // What is being typed goes on where it was.
    if (["text", "search"].includes(old.type) && same.value !== old.value) {
      same.value = old.value;
      same.dispatchEvent(new Event("input", { bubbles: true }));
    }
    same.focus({ preventScroll: true });
    same.scrollIntoView({ block: "nearest" });
  };

  const load = async (address, away, otherwise) => {
    running?.abort();
    const mine = running = new AbortController();
    try {
      const answer = await fetch(address, { signal: mine.signal });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      history.pushState({}, "", address);
      shown = here();
      document.title = page.title;
      swap(page, away);
      document.getElementById("announce").textContent = document.getElementById("count").textContent.trim();
    } catch (error) {
      if (error.name !== "AbortError") otherwise();
    }
  };

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form || !("live" in form.dataset) || !event.target.name) return;
    const pairs = [...new FormData(form)].filter(([, value]) => value !== "");
    load(`${form.action.split("?")[0]}?${new URLSearchParams(pairs)}`, false, () => form.submit());
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-live] a");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    link.focus();
    load(link.href, link.closest("nav") !== null, () => { location.href = link.href; });
  });
  // A jump within the page, such as the skip link, is a popstate too.
  addEventListener("popstate", () => { if (here() !== shown) location.reload(); });
  prepare();
}
