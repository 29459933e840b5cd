"""Words and rules of shared labour as data: jobs, certificates, refusals with their clause, wording, hours."""
