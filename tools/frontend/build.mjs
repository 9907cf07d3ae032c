/* Copies the listed files out of node_modules into the ui context, and cuts the screen fonts to the letters we write.
 *
 *   npm ci && npm run build
 *
 * Nothing is bundled or transformed: what a browser loads is what the package published, without its source-map line
 * (a missing map breaks hashed static storage). All targets are ignored by git. Safe to repeat. */

import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import subsetFont from "subset-font";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const modules = join(root, "node_modules");
const ui = join(root, "src", "congso", "ui");
const vendor = join(ui, "static", "ui", "vendor");
const fonts = join(ui, "static", "ui", "fonts");
const typstFonts = join(ui, "typst_fonts");

const SCRIPTS = [["htmx.org/dist/htmx.min.js", "htmx.min.js"]];

const SCREEN_FONTS = [
  ["@expo-google-fonts/be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf", "be-vietnam-pro-400.woff2"],
  ["@expo-google-fonts/be-vietnam-pro/600SemiBold/BeVietnamPro_600SemiBold.ttf", "be-vietnam-pro-600.woff2"],
];

const PAPER_FONTS = [
  ["@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf", "Tinos-Regular.ttf"],
  ["@expo-google-fonts/tinos/400Regular_Italic/Tinos_400Regular_Italic.ttf", "Tinos-Italic.ttf"],
  ["@expo-google-fonts/tinos/700Bold/Tinos_700Bold.ttf", "Tinos-Bold.ttf"],
  ["@expo-google-fonts/tinos/700Bold_Italic/Tinos_700Bold_Italic.ttf", "Tinos-BoldItalic.ttf"],
];

/** Every letter of Vietnamese, ASCII, and the signs of our texts. Anything else falls back to the system font. */
function writtenLetters() {
  let letters = "";
  for (let code = 0x20; code < 0x7f; code += 1) letters += String.fromCharCode(code);
  letters += "\u00a0ĂÂĐÊÔƠƯăâđêôơư«»°·×²³–—‘’“”•…₫→←−≤≥";
  for (const base of "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY") {
    for (const mark of ["\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]) letters += (base + mark).normalize("NFC");
  }
  return letters;
}

async function main() {
  for (const folder of [vendor, fonts, typstFonts]) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  }
  for (const [from, to] of SCRIPTS) {
    const text = await readFile(join(modules, from), "utf8");
    await writeFile(join(vendor, to), text.replace(/\n?\/\/[#@] ?sourceMappingURL=.*$/gm, ""));
  }
  for (const [from, to] of SCREEN_FONTS) {
    const whole = await readFile(join(modules, from));
    const cut = await subsetFont(whole, writtenLetters(), { targetFormat: "woff2", noLayoutClosure: true });
    await writeFile(join(fonts, to), cut);
    console.log(`${to}  ${(cut.length / 1024).toFixed(1)} KiB`);
  }
  for (const [from, to] of PAPER_FONTS) await copyFile(join(modules, from), join(typstFonts, to));
  console.log(`${SCRIPTS.length} scripts, ${SCREEN_FONTS.length} screen fonts, ${PAPER_FONTS.length} paper fonts.`);
}

await main();
