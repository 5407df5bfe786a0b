"""Who may do which administrative act in hospital. Clinical facts are the door's business."""
