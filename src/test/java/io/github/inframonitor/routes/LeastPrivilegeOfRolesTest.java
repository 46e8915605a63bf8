package io.github.inframonitor.routes;

import io.github.inframonitor.fleet.EmulatedFleet;

/** Another account is read, by a role there. */
class LeastPrivilegeOfRolesTest extends FleetPrivilegeTest {
    LeastPrivilegeOfRolesTest() {
        super(
                EmulatedFleet.of(
                        "accounts=2",
                        "regions=us-east-1",
                        "instances=3",
                        "databases=1",
                        "external-id=x1"));
    }
}
