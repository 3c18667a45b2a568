// Only adds to the page: without it the numbers and the claims are plain links to one another.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const wide = matchMedia("(min-width: 64rem)");
  const last = (e) => e?.dataset.c.split(" ").pop();

  const light = (name, key) => {
    document.querySelectorAll("." + name).forEach((e) => e.classList.remove(name));
    if (key) document.querySelectorAll(`[data-c~="${key}"], [id="w-${key}"]`).forEach((e) => e.classList.add(name));
  };
  const keyOf = (id) => /^[cw]-(.+)$/.exec(id)?.[1];

  const go = (id) => {
    const target = document.getElementById(id);
    if (!target) return;
    light("on", keyOf(id));
    // A claim in its own column is only brought into view: the words under the reader's eye stay where they are.
    const block = id[0] === "c" ? (wide.matches ? "nearest" : "center") : id[0] === "a" ? "start" : "center";
    target.scrollIntoView({ block, behavior: still.matches ? "auto" : "smooth" });
    const focus = target.matches("a") ? target : target.querySelector("a.words");
    if (id[0] !== "a") focus?.focus({ preventScroll: true });
    // In a notebook's frame there is no address to write to.
    if (location.protocol !== "about:") history.pushState(null, "", "#" + id);
  };

  addEventListener("click", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("a[href]");
    const hash = link?.getAttribute("href");
    let id;
    if (link) {
      if (hash[0] === "#") id = hash.slice(1);
    } else if (getSelection().isCollapsed) {
      const mark = event.target.closest("mark[data-c]");
      const card = event.target.closest("li.claim");
      if (mark) id = "c-" + last(mark);
      else if (card) id = "w-" + last(card);
    }
    if (!id) return;
    event.preventDefault();
    go(id);
  });

  addEventListener("mouseover", (event) => light("hint", last(event.target.closest("[data-c]"))));
  const here = () => light("on", keyOf(location.hash.slice(1)));
  addEventListener("popstate", here);
  here();
})();
