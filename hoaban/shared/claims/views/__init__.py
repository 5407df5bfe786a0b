"""The pages: send files, follow a batch; the dossiers that were sent, and one dossier."""
