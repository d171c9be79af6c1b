/** What `plan --help` prints. */
export const help = `Usage: npx pulumi-nautes plan [FILE] [OPTIONS] [-- ARGUMENTS OF PULUMI PREVIEW]

Prints what a preview would change in the config repos, as Markdown for a merge request:
each cluster and runtime with the files that are created, changed (as a diff) and deleted,
the entries of lists that come and go, warnings and errors. Without FILE it runs
pulumi preview in this folder; FILE is what pulumi preview --json printed, - the standard input.

  npx pulumi-nautes plan --stack dev > plan.md
  npx pulumi-nautes plan --stack dev -- --parallel 128 --refresh
  pulumi preview --json > preview.json; npx pulumi-nautes plan preview.json

In a pipeline of GitLab, as a note to the merge request that it runs for:

  npx pulumi-nautes plan --stack dev > plan.md
  curl --fail --header "PRIVATE-TOKEN: $TOKEN" --data-urlencode body@plan.md \\
    "$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes"

Options:
  -s, --stack NAME   the stack; default: the one that is selected
  -C, --cwd DIR      the folder of the project; default: this one
  --limit BYTES      the longest Markdown; default 1000000, which fits a description and a
                     note of GitLab (a comment at GitHub takes 65536). What does not fit is
                     left out, contents of new files first, and the last line says so
  --json             print one JSON object instead, with everything: ok, stack, counts,
                     subjects, others, diagnostics

Secrets stay masked: what the program or the configuration marks shows as [secret], also
values of Secrets; so do private keys, tokens and passwords in URLs that nobody marked.

Nothing is written anywhere.
Exit codes: 0 done, 1 the preview failed (what it found is printed), 2 wrong usage.
`;
