// Finishes one compiled style sheet: `node finish.mjs IN OUT USED_CLASSES VERSION`.
// 1. Drops selectors of USWDS classes that no page uses (used_classes.txt is the list of those that may be used).
// 2. Turns left and right into start and end, so that one file serves Arabic as well as English.
// 3. Drops movement, and refuses what the pages cannot have: fetched files, animation, floats.
import { readFileSync, writeFileSync } from "node:fs";
import postcss from "postcss";

const [input, output, usedFile, version] = process.argv.slice(2);
const used = new Set(readFileSync(usedFile, "utf8").split(/\s+/).filter(Boolean));
const sheet = postcss.parse(readFileSync(input, "utf8"));

const SIDES = { left: "start", right: "end" };
const CORNERS = {
  "border-top-left-radius": "border-start-start-radius",
  "border-top-right-radius": "border-start-end-radius",
  "border-bottom-left-radius": "border-end-start-radius",
  "border-bottom-right-radius": "border-end-end-radius",
};

function isUsed(selector) {
  const classes = selector.replace(/:not\([^)]*\)/g, "").match(/\.usa-[\w-]+/g) ?? [];
  return classes.every((name) => used.has(name.slice(1)));
}

function logicalName(property) {
  if (property in SIDES) return `inset-inline-${SIDES[property]}`;
  if (property in CORNERS) return CORNERS[property];
  return property.replace(/^(margin|padding|border)-(left|right)/, (_, box, side) => `${box}-inline-${SIDES[side]}`);
}

function splitUnequalSides(declaration) {
  if (!/^(margin|padding)$/.test(declaration.prop)) return;
  const [top, right, bottom, left] = postcss.list.space(declaration.value);
  if (left === undefined || left === right) return;
  const sides = { top, right, bottom, left };
  for (const [side, value] of Object.entries(sides)) {
    declaration.before({ prop: `${declaration.prop}-${side}`, value });
  }
  declaration.remove();
}

sheet.walkRules((rule) => {
  const kept = rule.selectors.filter(isUsed);
  if (kept.length === 0) rule.remove();
  else if (kept.length < rule.selectors.length) rule.selectors = kept;
});
sheet.walkDecls("transition", (declaration) => declaration.remove());
sheet.walkDecls(splitUnequalSides);
sheet.walkDecls((declaration) => {
  declaration.prop = logicalName(declaration.prop);
  if (declaration.prop === "text-align" && declaration.value in SIDES) declaration.value = SIDES[declaration.value];
});
for (const walk of ["walkRules", "walkAtRules"]) {
  sheet[walk]((rule) => {
    if (rule.nodes?.length === 0) rule.remove();
  });
}

const css = sheet.toString();
const refused = css.match(/url\(|@font-face|@import|animation|transition|float:/);
if (refused) throw new Error(`${input}: ${refused[0]} must not stand in a style sheet of this product`);
writeFileSync(output, `/*! Made by tools/build_css.sh, in part from USWDS ${version}; licence: ../uswds/LICENSE.md */\n${css.trim()}\n`);
