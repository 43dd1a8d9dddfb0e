"""The welcome desk: finding whoever stands there, handing badges over, what is printed for the day the network is gone."""
