from pathlib import Path

from fenghuo.embedded.errors import AlreadyRunningError, PortTakenError, ServiceError
from sensing.errors import FenghuoError


def test_a_taken_port_is_named_with_the_flag_that_moves_it():
    error = PortTakenError(host="0.0.0.0", port=1883, flag="--mqtt-port")
    assert str(error) == "port 1883 on 0.0.0.0 is taken by another program: free it or choose another with --mqtt-port"


def test_a_folder_in_use_is_named_with_its_owner():
    error = AlreadyRunningError(folder=Path("/data/nats"), owner="process 7")
    assert str(error) == "/data/nats is in use by process 7: stop that one first or choose another --data-dir"


def test_every_error_of_a_service_is_one_of_ours():
    assert issubclass(PortTakenError, ServiceError)
    assert issubclass(AlreadyRunningError, ServiceError)
    assert issubclass(ServiceError, FenghuoError)
