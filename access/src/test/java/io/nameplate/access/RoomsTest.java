/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.nameplate.model.Rooms;

@AnalyzeClasses(packages = "io.nameplate.access", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    /** One way to read certificates, keys and passwords, for everybody who connects or listens. */
    @ArchTest
    static final ArchRule credentialsKnowNobody =
            Rooms.of("..access.credentials..").knowOnly("java..", "javax.net.ssl..", "org.jspecify..");

    @ArchTest
    static final ArchRule keyStoresAreMadeInOnePlace =
            Rooms.of("..access.credentials..").aloneMakeKeyStores();

    /** It is on the class path of the collector and of Flink: no framework, no log library, nothing of ours. */
    @ArchTest
    static final ArchRule theWayToABrokerNeedsTheClientsAndNothingElse = Rooms.of("io.nameplate.access..")
            .knowOnly("java..", "javax.net..", "org.jspecify..", "org.eclipse.paho..", "com.hivemq.client..");

    @ArchTest
    static final ArchRule nothingReadsAClockOfItsOwn = Rooms.nobodyReadsAClock();
}
