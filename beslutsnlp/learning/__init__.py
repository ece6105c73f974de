"""Small models that are learnt from annotated documents: of texts, of spans in them, and of how sure a finding is."""
