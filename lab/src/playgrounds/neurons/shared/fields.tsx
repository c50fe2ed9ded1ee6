import { NumberField } from "../../../ui/number-field.js";
import type { Catalogue, Values } from "./settings.js";

export interface FieldsOptions<C extends Catalogue> {
  readonly catalogue: C;
  /** Which, in order. */
  readonly names: readonly (keyof C & string)[];
  readonly values: Values<C>;
  /** Notes that depend on the values. */
  readonly notes?: { readonly [K in keyof C]?: string };
  /** Upper bounds that depend on other values. */
  readonly maxima?: { readonly [K in keyof C]?: number };
  onValue(name: keyof C & string, value: number): void;
}

/** A field for each setting. */
export function Fields<C extends Catalogue>({ catalogue, names, values, notes, maxima, onValue }: FieldsOptions<C>) {
  return (
    <>
      {names.map((name) => {
        const { value: _, ...setting } = catalogue[name]!;
        const note = notes?.[name] ?? setting.note;
        const max = maxima?.[name] ?? setting.max;
        return (
          <NumberField
            key={name}
            {...setting}
            {...(note ? { note } : {})}
            max={max}
            value={values[name]}
            onValue={(value) => onValue(name, value)}
          />
        );
      })}
    </>
  );
}
