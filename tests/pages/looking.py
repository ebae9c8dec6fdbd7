"""Looks at a page in a real browser at phone width: its heading, its width, its words, and what axe says to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # the library has no types
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from ballot_service.web.languages import direction_of
from ballot_service.web.limits import limiter
from tests.browser import PHONE
from tests.pages.installation import Installation
from tests.pages.skeleton import skeleton
from tests.pages.stops import NOBODY, Stop

AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}

GOES_BACK = "data-returns="
"""In a page of the shared tablet, whose script goes back to a clean start after a while."""

RUN_AXE = "options => axe.run(options).then(found => found.violations)"

READ = """() => {
  const root = document.documentElement
  const shown = each => each.checkVisibility({visibilityProperty: true}) && each.innerText.trim() !== ""
  const foreign = each => each.closest("[lang]") !== root
  const own = each => each.closest("bdi, code, pre, title, textarea") !== null
  const words = []
  const add = (said, each) => {
    const text = said.replace(/\\s+/g, " ").trim()
    if (text && !foreign(each)) words.push([text, own(each)])
  }
  const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  while (nodes.nextNode()) {
    const parent = nodes.currentNode.parentElement
    if (!["SCRIPT", "STYLE"].includes(parent.tagName)) add(nodes.currentNode.data, parent)
  }
  for (const each of root.querySelectorAll("*"))
    for (const {name, value} of each.attributes)
      if (["aria-label", "alt", "title", "placeholder", "data-label"].includes(name) || name.startsWith("data-") && value.includes(" "))
        add(value, each)
  const wide = [...root.querySelectorAll("body *")].filter(each => {
    const box = each.getBoundingClientRect()
    return box.right > root.clientWidth + 1 || box.left < -1 && root.dir === "rtl" && each.checkVisibility()
  })
  return {
    headings: [...document.querySelectorAll("h1")].filter(shown).map(each => each.innerText),
    width: root.scrollWidth,
    wide: wide.slice(0, 3).map(each => each.outerHTML.slice(0, 150)),
    title: document.title,
    lang: root.lang,
    dir: root.dir,
    words: words,
    html: "<!DOCTYPE html>" + root.outerHTML,
  }
}"""


@dataclass(frozen=True, kw_only=True)
class Look:
    """What there is to see. `words` are texts, each with whether it is a name or another value of somebody's own."""

    status: int
    headings: list[str]
    width: int
    wide: list[str]
    title: str
    lang: str
    dir: str
    words: list[tuple[str, bool]]
    html: str

    def faults(self, stop: Stop, language: str) -> list[str]:
        """What is wrong with the page before anybody reads it."""
        found = []
        if self.status != stop.status:
            found.append(f"status {self.status} instead of {stop.status}: {self.headings}")
        if len(self.headings) != 1:
            found.append(f"visible h1: {self.headings}")
        if self.width > PHONE["width"]:
            found.append(f"{self.width} pixels wide: {self.wide}")
        if not self.title.strip():
            found.append("no title")
        if (self.lang, self.dir) != (language, direction_of(language)):
            found.append(f"says it is in {self.lang} {self.dir}")
        return found


@dataclass
class Windows:
    """Browser windows without JavaScript of everybody, in each language; and one with JavaScript, for axe."""

    browser: Browser
    place: Installation
    opened: dict[tuple[str, str], Page] = field(default_factory=dict)
    checked: set[tuple[str, ...]] = field(default_factory=set)
    """Pages by their skeleton: the same page of another role or in another language has nothing new for axe."""

    def look(self, stop: Stop, language: str) -> Look:
        limiter.reset()
        page = self._of(stop.who, language)
        answer = stop.open(page, self.place, language)
        seen = page.evaluate(READ)
        words = [(text, is_own) for text, is_own in seen.pop("words")]
        return Look(status=answer.status, words=words, **seen)

    def violations(self, look: Look) -> list[str]:
        """What axe finds on the page as it came, with its script running."""
        bones = skeleton(look.html)
        if bones in self.checked:
            return []
        self.checked.add(bones)
        self._for_axe.set_content(look.html)
        found = self._for_axe.evaluate(RUN_AXE, AXE)
        if GOES_BACK in look.html:
            # Its script would take the next pages away, and axe with them.
            self._for_axe.close()
            del self._for_axe
        return [
            f"{each['id']}: {node['html'][:200]} {node['target']}"
            for each in found
            for node in each["nodes"][:3]
        ]

    @cached_property
    def _for_axe(self) -> Page:
        """A page whose content is replaced; its script, and so axe, stays. Nobody is signed in: styles need nobody."""
        page = self._window(NOBODY, javascript=True).new_page()
        page.goto(f"{self.place.origin}/sign-in")
        page.evaluate(Axe().axe_script)
        return page

    def _of(self, who: str, language: str) -> Page:
        if (who, language) not in self.opened:
            self.opened[who, language] = self._window(who, javascript=False).new_page()
        return self.opened[who, language]

    def _window(self, who: str, javascript: bool) -> BrowserContext:
        context = self.browser.new_context(
            viewport=ViewportSize(width=PHONE["width"], height=PHONE["height"]),
            java_script_enabled=javascript,
            locale="en-US",
        )
        if who != NOBODY:
            context.add_cookies(
                [{"name": "session", "value": self.place.cookies[who], "url": self.place.origin}]
            )
        return context
