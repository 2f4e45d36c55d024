/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.nameplate.collectors.link.MqttLink;
import io.nameplate.model.Rooms;

@AnalyzeClasses(packages = "io.nameplate.collectors", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    @ArchTest
    static final ArchRule whatDecidesIsPlainJava =
            Rooms.of("..collectors.inventory..").knowOnly("java..", "org.jspecify..", "io.nameplate.model..");

    @ArchTest
    static final ArchRule whatGpuNamesMeanIsPlainJava = Rooms.of("..collectors.dcgm..")
            .knowOnly(
                    "java..",
                    "org.jspecify..",
                    "io.nameplate.model..",
                    "..collectors.inventory..",
                    "..collectors.prometheus..");

    @ArchTest
    static final ArchRule whatPointsTellOfNodesIsPlainJava = Rooms.of("..collectors.witness..")
            .knowOnly(
                    "java..",
                    "org.jspecify..",
                    "io.nameplate.model..",
                    "..collectors.inventory..",
                    "..collectors.validate..");

    @ArchTest
    static final ArchRule whatDecidesTouchesNoFileNoNetworkAndNoThread = Rooms.of(
                    "..collectors.inventory..", "..collectors.dcgm..", "..collectors.witness..")
            .knowNoneOf("java.nio.file..", "java.net..", "java.util.concurrent..");

    @ArchTest
    static final ArchRule anArchiveKnowsNoDevice = Rooms.of(
                    "..collectors.readings..", "..collectors.replay..", "..collectors.recorder..")
            .knowNoneOf("..collectors.modbus..", "..collectors.mqtt..", "..collectors.link..", "org.eclipse..");

    @ArchTest
    static final ArchRule inputsKnowNeitherSpoolNorPublishingNorTheRecorder = Rooms.of(
                    "..collectors.modbus..",
                    "..collectors.mqtt..",
                    "..collectors.sparkplug..",
                    "..collectors.dsx..",
                    "..collectors.scrape..",
                    "..collectors.otlp..")
            .knowNoneOf(
                    "..collectors.replay..",
                    "..collectors.spool..",
                    "..collectors.publish..",
                    "..collectors.recorder..");

    @ArchTest
    static final ArchRule othersDoNotKnowModbus = Rooms.of(
                    "..collectors.mqtt..",
                    "..collectors.sparkplug..",
                    "..collectors.dsx..",
                    "..collectors.scrape..",
                    "..collectors.otlp..")
            .knowNoneOf("..collectors.modbus..");

    @ArchTest
    static final ArchRule othersDoNotKnowMqtt = Rooms.of(
                    "..collectors.modbus..", "..collectors.scrape..", "..collectors.otlp..")
            .knowNoneOf("..collectors.mqtt..", "..collectors.link..");

    @ArchTest
    static final ArchRule aTextFormatKnowsNoMeaning =
            Rooms.of("..collectors.prometheus..", "..collectors.text..").knowOnly("java..", "org.jspecify..");

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
    static final ArchRule aResourceOfRedfishIsOnlyRead = Rooms.of("..collectors.redfish..")
            .knowOnly(
                    "java.io..",
                    "java.lang..",
                    "java.util..",
                    "org.jspecify..",
                    "com.fasterxml.jackson.core..",
                    "io.nameplate.model.evidence..");

    /** That place is the module 'orders', for the ledger too. */
    @ArchTest
    static final ArchRule signaturesAreVerifiedInOnePlace = Rooms.nobodyKnows("com.nimbusds..");

    @ArchTest
    static final ArchRule theWayOutKnowsNoDriver = Rooms.of(
                    "..collectors.spool..", "..collectors.publish..", "..collectors.link..")
            .knowNoneOf(
                    "..collectors.inventory..",
                    "..collectors.modbus..",
                    "..collectors.mqtt..",
                    "..collectors.readings..",
                    "..collectors.replay..",
                    "..collectors.recorder..");

    /** That place is the module 'access'. */
    @ArchTest
    static final ArchRule keyStoresAreMadeElsewhere = Rooms.nobodyMakesKeyStores();

    @ArchTest
    static final ArchRule bringingOrdersToTheLedgerKnowsNoInput = Rooms.of("..collectors.orders..")
            .knowOnly(
                    "java..",
                    "org.jspecify..",
                    "org.slf4j..",
                    "com.fasterxml.jackson..",
                    "..collectors.disk..",
                    "..collectors.http..");

    @ArchTest
    static final ArchRule unitsFilesAndAnswersKnowNobody = Rooms.of(
                    "..collectors.units..", "..collectors.disk..", "..collectors.http..")
            .knowOnly("java..", "org.jspecify..");

    @ArchTest
    static final ArchRule countingWhatComesKnowsNobody =
            Rooms.of("..collectors.pace..").knowOnly("java.lang..", "org.jspecify..");

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
    static final ArchRule theFrameworkStaysInTheWiring =
            Rooms.of("..collectors.boot..").aloneKnow("io.quarkus..", "io.smallrye..", "jakarta..", "io.micrometer..");

    @ArchTest
    static final ArchRule nobodyImportsTheWiring =
            Rooms.of("..collectors.boot..").aloneKnow("..collectors.boot..");

    @ArchTest
    static final ArchRule onlyTheWiringReadsTheDeviceFile =
            Rooms.of("..collectors.boot..", "..collectors.devices..").aloneKnow("..collectors.devices..");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.nameplate.collectors.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule timeComesFromAClock = Rooms.of("..collectors.boot..").aloneReadAClock();
}
