package io.github.inframonitor.routes;

import io.github.inframonitor.fleet.EmulatedFleet;

/** The account of the collector is read. */
class LeastPrivilegeOfFleetTest extends FleetPrivilegeTest {
    LeastPrivilegeOfFleetTest() {
        super(
                EmulatedFleet.of(
                        "accounts=1",
                        "regions=us-east-1",
                        "instances=3",
                        "databases=1",
                        "external-id=x1"));
    }
}
