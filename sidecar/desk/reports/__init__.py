"""Reports of a site's bookings: which days, which rows, which sums; made for the action `generate_report`."""
