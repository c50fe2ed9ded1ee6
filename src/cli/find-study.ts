import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { StudyInputError } from "../studies/framework/errors.js";
import { type AnyStudy, isStudy } from "../studies/framework/study.js";
import { didYouMean } from "../studies/framework/suggest.js";
import { studies } from "../studies/registry.js";

/** The study of this name, or the one that the module at this path exports. */
export async function findStudy(name: string): Promise<AnyStudy> {
  if (/[/\\]|\.[cm]?[jt]s$/.test(name)) return studyOfModule(name);
  const found = studies.find((study) => study.name === name);
  if (found) return found;
  const names = studies.map((study) => study.name);
  throw new StudyInputError(
    `There is no study "${name}".${didYouMean(name, names)} Studies: ${names.join(", ") || "none"}. A study of your own is given by the path of its module, ./${name}.js say.`,
  );
}

async function studyOfModule(path: string): Promise<AnyStudy> {
  const file = resolve(path);
  if (!existsSync(file)) throw new StudyInputError(`There is no file ${path} to take a study from.`);
  const url = pathToFileURL(file).href;
  const found = Object.values(await import(url)).filter(isStudy);
  const [study] = found;
  if (!study || found.length > 1) {
    throw new StudyInputError(`${path} exports ${found.length} studies; it must export one, made by defineStudy.`);
  }
  return study.module === undefined ? { ...study, module: url } : study;
}
