"""Makes the reader model: from a public base encoder to the weights in `models/`. May import torch; `konon` may not."""
