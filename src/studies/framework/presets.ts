export const presetNames = ["quick", "full"] as const;
export type PresetName = (typeof presetNames)[number];
