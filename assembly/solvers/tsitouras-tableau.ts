// The 5(4) pair of Ch. Tsitouras, Comput. Math. Appl. 62 (2011) 770-775 (RK5(4) satisfying only the first column simplifying assumption),
// with its continuous extension of order 4:
//
//   k_i = f(t + c_i h, y + h sum_j a_ij k_j),   y_1 = y + h sum_i b_i k_i,   error = h sum_i e_i k_i,
//   y(t + theta h) = y + h sum_i b_i(theta) k_i,   b_i(theta) = theta (r_i1 + r_i2 theta + r_i3 theta^2 + r_i4 theta^3)
//
// b is the last row of a, so the last stage is the first of the next step.

export const C2: f64 = 0.161;
export const C3: f64 = 0.327;
export const C4: f64 = 0.9;
export const C5: f64 = 0.9800255409045097;

/** Rows of a, for stages 2 to 7: 1, 2, ... 6 numbers. */
export const A2: usize = memory.data<f64>([
  0.161,
  -0.008480655492356989, 0.335480655492357,
  2.8971530571054935, -6.359448489975075, 4.3622954328695815,
  5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525,
  5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.028269050394068383,
  0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081, 2.324710524099774,
]);
export const A3: usize = A2 + 8;
export const A4: usize = A3 + 16;
export const A5: usize = A4 + 24;
export const A6: usize = A5 + 32;
export const A7: usize = A6 + 40;

/** e_1 .. e_7. */
export const ERROR: usize = memory.data<f64>([
  -0.00178001105222577714, -0.0008164344596567469, 0.007880878010261995, -0.1447110071732629, 0.5823571654525552,
  -0.45808210592918697, 0.015151515151515152,
]);

/** r, four numbers for each of the 7 stages. */
export const DENSE: usize = memory.data<f64>([
  1.0, -2.763706197274826, 2.9132554618219126, -1.0530884977290216,
  0.0, 0.13169999999999998, -0.2234, 0.1017,
  0.0, 3.9302962368947516, -5.941033872131505, 2.490627285651253,
  0.0, -12.411077166933676, 30.33818863028232, -16.548102889244902,
  0.0, 37.50931341651104, -88.1789048947664, 47.37952196281928,
  0.0, -27.896526289197286, 65.09189467479366, -34.87065786149661,
  0.0, 1.5, -4.0, 2.5,
]);
