// Links inside the page change the address and the view without loading the page again; all other links are left alone.
type Listener = (how: "push" | "replace" | "pop") => void;
const listeners = new Set<Listener>();

export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function navigate(url: string, how: "push" | "replace" = "push"): void {
  if (url === location.pathname + location.search) return;
  if (how === "push") history.pushState(null, "", url);
  else history.replaceState(null, "", url);
  for (const listener of listeners) listener(how);
}

export function start(): void {
  window.addEventListener("popstate", () => {
    for (const listener of listeners) listener("pop");
  });
  document.addEventListener("click", (click) => {
    if (click.defaultPrevented || click.button !== 0 || click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return;
    const target = click.target;
    const link = target instanceof Element ? target.closest("a") : null;
    const href = link?.getAttribute("href");
    if (!link || !href || !(href === "/" || href.startsWith("/?")) || link.hasAttribute("download") || link.getAttribute("target")) return;
    click.preventDefault();
    navigate(href);
  });
}
