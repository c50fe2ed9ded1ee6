/** Parameters that belong together, in the order of the form. */
export interface Group {
  readonly title: string;
  readonly parameters: readonly string[];
}

const words = (text: string): string[] => text.trim().split(/\s+/);

const groups: Readonly<Record<string, readonly Group[]>> = {
  "lif-rate": [
    {
      title: "Membrane",
      parameters: words(
        "membraneTimeConstant leakReversal excitatoryReversal inhibitoryReversal threshold reset refractoryPeriod",
      ),
    },
    {
      title: "Synaptic drive",
      parameters: words(
        "excitatoryRate inhibitoryRate excitatoryStrength inhibitoryStrength weakExcitatoryRate strongExcitatoryRate strongInhibitoryRate",
      ),
    },
    {
      title: "Decay times and curves",
      parameters: words("synapticTimeConstants densityTimeConstant transferRates transferTimeConstants"),
    },
    { title: "Size of the simulations", parameters: words("spikesPerPoint stepsPerPoint freeSeconds networkRealisations") },
  ],
  whitening: [
    { title: "Circuits and input", parameters: words("neurons interneurons leastDeviation greatestDeviation leakShare") },
    { title: "Time to whiten", parameters: words("metric tolerance scales draws smallScales") },
    { title: "Learning rules offline", parameters: words("offlineNeurons offlineScales offlineDraws offlineLearningRate") },
    { title: "Contexts that change", parameters: words("contextSamples contextContrast contextRuns onlineLearningRate") },
    { title: "Noise", parameters: words("noiseLearningRates noiseSamples") },
    { title: "Map of learning rate and scale", parameters: words("mapLearningRates mapScales mapIterations") },
  ],
  "gain-whitening": [
    { title: "Adaptation of gains", parameters: words("adaptationDraws adaptationRate adaptationSamples") },
    { title: "Frames and contexts", parameters: words("frameDraws frameSteps contextPairs contextSteps") },
    { title: "Noise", parameters: words("noiseRealisations noiseSamples noiseRate") },
    { title: "Local receptive fields", parameters: words("gridSide windowSide patches image") },
    {
      title: "Slow synapses",
      parameters: words(
        "synapseSeeds synapseContexts subspaceRuns decoupledRuns decoupledContexts rowRuns rowContexts rowStep imageContexts",
      ),
    },
    {
      title: "Shaping of distributions",
      parameters: words("shapingRealisations shapingUpdates shapingExponent imageUpdates imagePairUpdates"),
    },
  ],
  stiff: [
    { title: "Problems and methods", parameters: words("problems methods") },
    { title: "End values", parameters: words("relativeTolerance absoluteTolerance endTime") },
    { title: "Work and precision", parameters: words("diagramTolerances diagramShare diagramSteps maximumSteps") },
  ],
  "morris-lecar": [
    { title: "Cell", parameters: words("parameterSet current") },
    { title: "Its simulation", parameters: words("stepper dt duration voltage recovery") },
    {
      title: "Cell of your own (parameter set “custom”)",
      parameters: words(
        "capacitance leakConductance potassiumConductance calciumConductance leakReversal potassiumReversal calciumReversal " +
          "calciumHalfVoltage calciumWidth recoveryHalfVoltage recoveryWidth recoveryRate",
      ),
    },
    { title: "Network", parameters: words("cells excitation inhibition growthDraws") },
    { title: "Bifurcation diagrams", parameters: words("branchPoints") },
  ],
  evolution: [
    { title: "Repetitions", parameters: words("seeds") },
    {
      title: "Network: task and size",
      parameters: words("tasks networkMethods cells stepsPerWord dt readoutSteps trials networkEvaluations fullSizeIterations"),
    },
    {
      title: "Network: training",
      parameters: words("networkPopulation networkSigma networkOptimiser networkRate gradientRate readoutRate solves window"),
    },
    {
      title: "Spiral (neural ODE)",
      parameters: words(
        "spiralMethods hidden spiralPopulation spiralSigma spiralEvaluations mapPopulations mapSigmas mapIterations",
      ),
    },
    {
      title: "Stiff chemistry",
      parameters: words("robertsonMethods robertsonSeeds robertsonEvaluations spectrumEvaluations pollu polluEvaluations"),
    },
  ],
};

/** The groups of a study's parameters; those no group names come last. */
export function groupsOf(study: string, names: readonly string[]): readonly Group[] {
  const known = groups[study] ?? [];
  const grouped = new Set(known.flatMap((group) => group.parameters));
  const rest = names.filter((name) => !grouped.has(name));
  return [
    ...known.map(({ title, parameters }) => ({ title, parameters: parameters.filter((name) => names.includes(name)) })),
    ...(rest.length > 0 ? [{ title: known.length > 0 ? "More" : "Parameters", parameters: rest }] : []),
  ];
}
