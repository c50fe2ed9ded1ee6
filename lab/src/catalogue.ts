/// <reference path="./virtual.d.ts" />
import { about as aboutPackage, cards } from "virtual:catalogue";
import type { LivePlot, Paper, ParameterInfo, Preset, PresetName } from "microcircuit/studies";

/** What the first view says of a study. */
export interface StudyCard {
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  /** The first sentence of its summary. */
  readonly lead: string;
  /** Rough time of each preset on one core of a laptop. */
  readonly seconds: Readonly<Record<PresetName, number>>;
}

/** What a study's own view is made of. */
export interface StudyForm {
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  readonly summary: string;
  readonly presets: Readonly<Record<PresetName, Preset<Readonly<Record<string, unknown>>>>>;
  readonly parameters: readonly ParameterInfo[];
  /** The plots it draws while it runs. */
  readonly live?: Readonly<Record<string, LivePlot>>;
}

export interface About {
  readonly version: string;
  readonly license: string;
  /** SHA-256 of the compiled core, which every result is stamped with. */
  readonly core: string;
}

export const about: About = aboutPackage;
export const studyCards: readonly StudyCard[] = cards;

/** The form of a study, fetched when the first one is looked at. */
export async function studyForm(name: string): Promise<StudyForm> {
  const { default: forms } = await import("virtual:catalogue/forms");
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
  if (!form) throw new Error(`There is no study "${name}".`);
  return form;
}
