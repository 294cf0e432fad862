// Characters left, below a field. The sentences come from the server, one for each of six sample numbers;
// the one in the same plural group as the number at hand is taken.
{
  const lang = document.documentElement.lang;
  const locale = lang === "ar" ? "ar-u-nu-latn" : lang;
  const plural = new Intl.PluralRules(locale);
  const format = new Intl.NumberFormat(locale);
  const samples = [0, 1, 2, 3, 11, 100];
  const sentence = (forms, number) => {
    const index = samples.findIndex((sample) => plural.select(sample) === plural.select(number));
    const at = index < 0 ? samples.length - 1 : index;
    return forms.split("|")[at].replace(String(samples[at]), format.format(number));
  };
  for (const line of document.querySelectorAll("[data-count-for]")) {
    const field = document.getElementById(line.dataset.countFor);
    if (!field) continue;
    // Line ends count as one character, and a character outside the basic plane as one, as on the server.
    const show = () => {
      const left = line.dataset.limit - [...field.value.replace(/\r\n/g, "\n")].length;
      line.textContent = left < 0 ? sentence(line.dataset.over, -left) : sentence(line.dataset.left, left);
      line.classList.toggle("error", left < 0);
    };
    let timer;
    line.setAttribute("aria-live", "polite");
    field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, 400); });
    show();
  }
}
