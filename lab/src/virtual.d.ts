declare module "virtual:catalogue" {
  export const about: import("./catalogue.js").About;
  export const cards: readonly import("./catalogue.js").StudyCard[];
}

declare module "virtual:catalogue/forms" {
  const forms: Readonly<Record<string, import("./catalogue.js").StudyForm>>;
  export default forms;
}
