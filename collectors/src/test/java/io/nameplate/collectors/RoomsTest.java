/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.nameplate.collectors.link.MqttLink;
import java.time.Clock;
import java.time.Instant;

@AnalyzeClasses(packages = "io.nameplate.collectors", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    @ArchTest
    static final ArchRule whatDecidesIsPlainJava = classes()
            .that()
            .resideInAPackage("..collectors.inventory..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "io.nameplate.model..", "..collectors.inventory..");

    @ArchTest
    static final ArchRule theInventoryTouchesNoFileAndNoThread = noClasses()
            .that()
            .resideInAPackage("..collectors.inventory..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.nio.file..", "java.net..", "java.util.concurrent..");

    @ArchTest
    static final ArchRule anArchiveKnowsNoDevice = noClasses()
            .that()
            .resideInAnyPackage("..collectors.readings..", "..collectors.replay..", "..collectors.recorder..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..collectors.modbus..", "..collectors.mqtt..", "..collectors.link..", "org.eclipse..");

    @ArchTest
    static final ArchRule driversDoNotKnowEachOther = noClasses()
            .that()
            .resideInAPackage("..collectors.modbus..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..collectors.mqtt..", "..collectors.replay..", "..collectors.link..")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("..collectors.spool..", "..collectors.publish..", "..collectors.recorder..");

    @ArchTest
    static final ArchRule listeningKnowsNeitherSpoolNorPublishing = noClasses()
            .that()
            .resideInAPackage("..collectors.mqtt..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..collectors.modbus..",
                    "..collectors.replay..",
                    "..collectors.spool..",
                    "..collectors.publish..",
                    "..collectors.recorder..");

    @ArchTest
    static final ArchRule aTextFormatKnowsNoMeaning = classes()
            .that()
            .resideInAnyPackage("..collectors.prometheus..", "..collectors.text..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "..collectors.prometheus..", "..collectors.text..");

    @ArchTest
    static final ArchRule whatGpuNamesMeanIsPlainJava = classes()
            .that()
            .resideInAPackage("..collectors.dcgm..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "io.nameplate.model..",
                    "..collectors.dcgm..",
                    "..collectors.inventory..",
                    "..collectors.prometheus..")
            .andShould()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages("java.net..", "java.nio.file..", "java.util.concurrent..");

    @ArchTest
    static final ArchRule payloadFormatsKnowNoOtherDriver = noClasses()
            .that()
            .resideInAnyPackage("..collectors.sparkplug..", "..collectors.dsx..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..collectors.modbus..",
                    "..collectors.replay..",
                    "..collectors.spool..",
                    "..collectors.publish..",
                    "..collectors.recorder..");

    /** Whoever listens must not speak: the request for births is all that a source ever publishes. */
    @ArchTest
    static final ArchRule sourcesPublishNothingButTheRequestForBirths = noClasses()
            .that()
            .resideOutsideOfPackages("..collectors.publish..", "..collectors.link..")
            .and()
            .doNotHaveSimpleName("RebirthSender")
            .should()
            .callMethod(MqttLink.class, "publish", String.class, byte[].class, boolean.class, long.class);

    @ArchTest
    static final ArchRule aSessionKnowsNeitherMqttNorProtobuf = noClasses()
            .that()
            .haveSimpleName("EdgeSession")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..collectors.link..", "com.google..", "..collectors.inventory..");

    @ArchTest
    static final ArchRule httpInputsKnowNoOtherDriver = noClasses()
            .that()
            .resideInAnyPackage("..collectors.scrape..", "..collectors.otlp..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..collectors.modbus..",
                    "..collectors.mqtt..",
                    "..collectors.link..",
                    "..collectors.replay..",
                    "..collectors.spool..",
                    "..collectors.publish..",
                    "..collectors.recorder..");

    @ArchTest
    static final ArchRule whatPointsTellOfNodesIsPlainJava = classes()
            .that()
            .resideInAPackage("..collectors.witness..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "io.nameplate.model..",
                    "..collectors.witness..",
                    "..collectors.inventory..",
                    "..collectors.validate..")
            .andShould()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages("java.net..", "java.nio.file..", "java.util.concurrent..");

    @ArchTest
    static final ArchRule aResourceOfRedfishIsOnlyRead = classes()
            .that()
            .resideInAPackage("..collectors.redfish..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java.io..",
                    "java.lang..",
                    "java.util..",
                    "org.jspecify..",
                    "com.fasterxml.jackson.core..",
                    "io.nameplate.model.evidence..",
                    "..collectors.redfish..");

    /** That place is the module 'orders', for the ledger too. */
    @ArchTest
    static final ArchRule signaturesAreVerifiedInOnePlace =
            noClasses().should().dependOnClassesThat().resideInAPackage("com.nimbusds..");

    @ArchTest
    static final ArchRule theWayOutKnowsNoDriver = noClasses()
            .that()
            .resideInAnyPackage("..collectors.spool..", "..collectors.publish..", "..collectors.link..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..collectors.inventory..",
                    "..collectors.modbus..",
                    "..collectors.mqtt..",
                    "..collectors.readings..",
                    "..collectors.replay..",
                    "..collectors.recorder..");

    @ArchTest
    static final ArchRule keyStoresAreMadeElsewhere =
            noClasses().should().dependOnClassesThat().haveNameMatching("java\\.security\\.(KeyStore|KeyFactory)");

    @ArchTest
    static final ArchRule bringingOrdersToTheLedgerKnowsNoInput = classes()
            .that()
            .resideInAPackage("..collectors.orders..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "org.slf4j..",
                    "com.fasterxml.jackson..",
                    "..collectors.http..",
                    "..collectors.orders..");

    @ArchTest
    static final ArchRule unitsKnowNobody = classes()
            .that()
            .resideInAPackage("..collectors.units..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "..collectors.units..");

    @ArchTest
    static final ArchRule countingWhatComesKnowsNobody = classes()
            .that()
            .resideInAPackage("..collectors.pace..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java.lang..", "org.jspecify..", "..collectors.pace..");

    @ArchTest
    static final ArchRule theModbusLibraryStaysBehindItsPort = noClasses()
            .that()
            .haveNameNotMatching(".*\\.DigitalPetriWire(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.digitalpetri..");

    /** The library's requests, also those that only read, are not used: what can be asked is a type of ours. */
    @ArchTest
    static final ArchRule nothingThatWritesToADeviceCanBeSent = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.digitalpetri.modbus.pdu..")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("com\\.digitalpetri\\.modbus\\.client\\.Modbus(Tcp|Rtu)?Client")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("com\\.digitalpetri\\..*(Write|Mask).*");

    @ArchTest
    static final ArchRule theFrameworkStaysInTheWiring = noClasses()
            .that()
            .resideOutsideOfPackage("..collectors.boot..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "io.smallrye..", "jakarta..", "io.micrometer..");

    @ArchTest
    static final ArchRule nobodyImportsTheWiring = noClasses()
            .that()
            .resideOutsideOfPackage("..collectors.boot..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..collectors.boot..");

    @ArchTest
    static final ArchRule onlyTheWiringReadsTheDeviceFile = noClasses()
            .that()
            .resideOutsideOfPackages("..collectors.boot..", "..collectors.devices..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..collectors.devices..");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.nameplate.collectors.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule timeComesFromAClock = noClasses()
            .that()
            .resideOutsideOfPackage("..collectors.boot..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Clock.class, "systemUTC");
}
