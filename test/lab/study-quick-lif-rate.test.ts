import { testQuickStudy } from "../support/quick-study.js";

testQuickStudy("lif-rate");
