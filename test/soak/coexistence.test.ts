import { playRound } from "../provider/coexistence-round";

const from = Number(process.env["SOAK_FROM"] ?? 1);
const rounds = Number(process.env["SOAK_ROUNDS"] ?? 100);

it.each(Array.from({ length: rounds }, (_, index) => [from + index]))(
  "writes of Nautes and of ours survive each other, one after another and at once (seed %i)",
  playRound,
);
