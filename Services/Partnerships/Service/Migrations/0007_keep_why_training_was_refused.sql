-- For operators; refusals from before have their code only.
ALTER TABLE refused_training ADD COLUMN detail text;
