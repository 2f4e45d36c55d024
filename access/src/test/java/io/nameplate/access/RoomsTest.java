/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

@AnalyzeClasses(packages = "io.nameplate.access", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    /** One way to read certificates, keys and passwords, for everybody who connects or listens. */
    @ArchTest
    static final ArchRule credentialsKnowNobody = classes()
            .that()
            .resideInAPackage("..access.credentials..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "javax.net.ssl..", "org.jspecify..", "..access.credentials..");

    @ArchTest
    static final ArchRule keyStoresAreMadeInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage("..access.credentials..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.security\\.(KeyStore|KeyFactory)");

    /** It is on the class path of the collector and of Flink: no framework, no log library, nothing of ours. */
    @ArchTest
    static final ArchRule theWayToABrokerNeedsTheClientsAndNothingElse = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "javax.net..",
                    "org.jspecify..",
                    "org.eclipse.paho..",
                    "com.hivemq.client..",
                    "io.nameplate.access..");

    @ArchTest
    static final ArchRule nothingReadsAClockOfItsOwn = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Clock.class, "systemUTC");
}
