import { testQuickStudy } from "../support/quick-study.js";

testQuickStudy("gain-whitening");
