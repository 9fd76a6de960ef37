from tests.hospital.visiting import clock, guest, hospital_server

__all__ = ["clock", "guest", "hospital_server"]
