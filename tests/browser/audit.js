// What keeps people from reading or using a page, as a list of words: text too faint for AA of WCAG 2.2 (contrast 4.5,
// or 3 for large text), fields without a label, links without words, ids given twice, headings that skip a level.
() => {
  const found = [];

  const parse = (color) => {
    const numbers = color.match(/[\d.]+/g).map(Number);
    return numbers.length < 4 ? [...numbers, 1] : numbers;
  };
  const over = (top, under) => [...top.slice(0, 3).map((part, i) => part * top[3] + under[i] * (1 - top[3])), 1];
  const linear = (part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = (rgb) => 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
  const upwards = (element) => (element ? [element, ...upwards(element.parentElement)] : []);
  const background = (element) =>
    upwards(element)
      .map((each) => parse(getComputedStyle(each).backgroundColor))
      .reduceRight((under, top) => over(top, under), [255, 255, 255, 1]);

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const words = walker.currentNode.data.trim();
    const element = walker.currentNode.parentElement;
    if (!words || !element.checkVisibility({ visibilityProperty: true })) continue;
    if (element.closest("select, .skip, :disabled")) continue;
    const style = getComputedStyle(element);
    const back = background(element);
    const ink = parse(style.color);
    for (const each of upwards(element)) ink[3] *= Number(getComputedStyle(each).opacity);
    const [light, dark] = [luminance(over(ink, back)), luminance(back)].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < (isLarge ? 3 : 4.5)) found.push(`contrast ${ratio.toFixed(2)}: ${words.slice(0, 40)}`);
  }

  for (const field of document.querySelectorAll("input:not([type=hidden], [hidden]), select, textarea"))
    if (!field.labels.length && !field.ariaLabel) found.push(`no label: ${field.outerHTML.slice(0, 80)}`);
  for (const link of document.querySelectorAll("a, button"))
    if (!link.textContent.trim() && !link.ariaLabel) found.push(`no words: ${link.outerHTML.slice(0, 80)}`);
  for (const image of document.querySelectorAll("img:not([alt])")) found.push(`no alt: ${image.outerHTML}`);

  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) found.push(`id twice: ${id}`);
  for (const name of ["aria-describedby", "aria-labelledby"])
    for (const element of document.querySelectorAll(`[${name}]`))
      for (const id of element.getAttribute(name).split(" "))
        if (!ids.includes(id)) found.push(`${name} leads nowhere: ${id}`);

  let level = 0;
  for (const heading of document.querySelectorAll("main :is(h1, h2, h3, h4)")) {
    const now = Number(heading.tagName[1]);
    if (now > level + 1) found.push(`heading of level ${now} after ${level}: ${heading.textContent.trim()}`);
    level = now;
  }
  if (document.querySelectorAll("h1").length !== 1) found.push("not one h1");
  if (document.querySelectorAll("main").length !== 1) found.push("not one main");
  if (!document.documentElement.lang) found.push("no language");
  return found;
}
