import { testQuickStudy } from "../support/quick-study.js";

testQuickStudy("evolution");
