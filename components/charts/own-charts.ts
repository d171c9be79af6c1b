/** The charts that ship with this package, below `charts/own`, and their versions. */
export const ownCharts = {
  hnc: { name: "hnc", version: "0.1.0", own: true },
  tektonDashboard: { name: "tekton-dashboard", version: "0.1.0", own: true },
} as const;

/** Path, below the package, of the program that moves a release's images to the mirror. */
export const mirrorImages = "components/charts/own/mirror-images";
