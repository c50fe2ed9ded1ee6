/** Version of the package, written into every result. A test compares it with package.json. */
export const version = "0.1.0";
