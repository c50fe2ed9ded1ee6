/** The sentences of a refusal, each with the parameter it names, if any. */
export function refusalsIn(problem: string): readonly { readonly parameter?: string; readonly sentence: string }[] {
  return problem.split(/ (?=Parameter \w+ is )/).map((sentence) => {
    const parameter = /^Parameter (\w+) is /.exec(sentence)?.[1] ?? /^(seed|workers|preset) is /.exec(sentence)?.[1];
    return parameter === undefined ? { sentence } : { parameter, sentence };
  });
}

/** Which of these parameters a refusal names as refused, or as unknown. */
export function refusedParameters(problem: string, names: readonly string[]): string[] {
  const unknown = /has no parameter "([^"]*)"/.exec(problem)?.[1];
  const named = refusalsIn(problem).map(({ parameter }) => parameter);
  return names.filter((name) => name === unknown || named.includes(name));
}
