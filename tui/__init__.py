"""What a person sees and types: the full-screen app and the `huanqing` command."""
