"""What Ajar is and where its data comes from: `/about`."""
