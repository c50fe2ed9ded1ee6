export { philox, philoxHigh, philoxLow } from "./philox";
