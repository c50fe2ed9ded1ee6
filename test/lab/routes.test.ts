import fc from "fast-check";
import { expect, it } from "vitest";
import { hrefOf, routeOf } from "../../lab/src/router.js";
import { playgrounds, viewOf } from "../../lab/src/views.js";

const settings = fc.dictionary(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }));

it("reads the settings of a view from the address it wrote", () => {
  fc.assert(
    fc.property(fc.constantFrom("study/lif-rate", "play/neurons"), settings, (path, query) => {
      const route = routeOf(hrefOf(path, query));
      expect(route.path).toBe(path);
      expect([...route.query].sort()).toEqual(Object.entries(query).sort());
    }),
  );
});

it("takes any text for an address, and knows no view but its own", () => {
  const names = new Set(["lif-rate", ...playgrounds.map(({ name }) => name)]);
  fc.assert(
    fc.property(fc.oneof(fc.webFragments(), fc.string({ unit: "grapheme" })), (text) => {
      for (const path of [text, `study/${text}`, `play/${text}`]) {
        const route = routeOf(`#/${path}`);
        const view = viewOf(route.path);
        if (view) expect(names).toContain(view.name);
      }
    }),
  );
});

it.each([
  ["#/study/lif-rate", "study/lif-rate", ""],
  ["#study/lif-rate?a=1&b=2?3", "study/lif-rate", "a=1&b=2%3F3"],
  ["#/play/neurons/", "play/neurons", ""],
  ["", "", ""],
  ["#/", "", ""],
  ["#/?a=1", "", "a=1"],
])("reads %j", (hash, path, query) => {
  expect({ path: routeOf(hash).path, query: routeOf(hash).query.toString() }).toEqual({ path, query });
});

it.each(["", "study", "study/", "study/no-such", "study/constructor", "study/lif-rate/more", "play/__proto__", "play/%E0%A4%A"])(
  "has no view for %j",
  (path) => {
    expect(viewOf(path)).toBeUndefined();
  },
);
