// Before the first paint: the colour scheme and language that were chosen here earlier, so that nothing flashes.
import { stored } from "./settings.ts";

const scheme = stored("scheme");
if (scheme === "light" || scheme === "dark") document.documentElement.dataset.scheme = scheme;
