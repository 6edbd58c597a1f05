"""The ground floor: database, settings, clock, access, forms, text, codes, pdf. No domain words here."""
