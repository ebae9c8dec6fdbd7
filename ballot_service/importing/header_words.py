"""The words that student systems, payroll systems and spreadsheets put at the top of a column.

English and Spanish, written without spaces, accents or capitals, the way `columns` compares them.
"""

from __future__ import annotations

from enum import StrEnum


class Field(StrEnum):
    """What a column of a plain CSV file can be for."""

    ID = "id"
    GIVEN_NAME = "given_name"
    MIDDLE_NAME = "middle_name"
    FAMILY_NAME = "family_name"
    SECOND_FAMILY_NAME = "second_family_name"
    SUFFIX = "suffix"
    FULL_NAME = "full_name"
    BIRTH_DATE = "birth_date"
    LANGUAGE = "language"
    EMAIL = "email"
    PHONE = "phone"
    STREET = "street"
    CITY = "city"
    STATE = "state"
    POSTAL_CODE = "postal_code"
    STUDENT_ID = "student_id"
    RELATIONSHIP = "relationship"
    IS_GUARDIAN = "is_guardian"
    SCHOOL = "school"
    SCHOOL_NAME = "school_name"
    GRADE_LEVEL = "grade_level"
    POSITION = "position"
    FROM_ON = "from_on"
    UNTIL_ON = "until_on"


MAY_REPEAT = frozenset({Field.EMAIL, Field.PHONE, Field.STUDENT_ID})
"""Several columns of one file may hold these ("Home Phone", "Cell Phone")."""
NOT_PERSONAL = frozenset(
    {Field.LANGUAGE, Field.SCHOOL, Field.SCHOOL_NAME, Field.GRADE_LEVEL, Field.POSITION, Field.STATE}
    | {Field.RELATIONSHIP, Field.IS_GUARDIAN}
)
"""A preview may show these values as they are."""

WORDS: dict[Field, str] = {
    Field.ID: "id number no num code sourcedid personid localid recordid identifier numero codigo idnumber "
    "idno msisid stateid sasid uniqueid userid empid empno systemid contactid",
    Field.GIVEN_NAME: "firstname first givenname given fname forename legalfirstname preferredfirstname "
    "nombre nombres primernombre namefirst firstnm",
    Field.MIDDLE_NAME: "middlename middle mname middleinitial mi segundonombre namemiddle",
    Field.FAMILY_NAME: "lastname last familyname family lname surname legallastname apellido apellidos "
    "primerapellido apellidopaterno namelast lastnm",
    Field.SECOND_FAMILY_NAME: "segundoapellido apellidomaterno secondlastname secondsurname",
    Field.SUFFIX: "suffix namesuffix generation generationcode sufijo",
    Field.FULL_NAME: "name fullname nombrecompleto lastfirst lastnamefirstname lastfirstmiddle displayname "
    "nameoflegalguardian",
    Field.BIRTH_DATE: "dob birthdate dateofbirth birthday birth bdate datebirth fechadenacimiento "
    "fechanacimiento nacimiento born",
    Field.LANGUAGE: "language homelanguage lang primarylanguage preferredlanguage languagespoken homelang "
    "nativelanguage correspondencelanguage contactlanguage languagecode idioma lengua idiomadelhogar "
    "idiomapreferido languageathome hlang",
    Field.EMAIL: "email emailaddress mail primaryemail personalemail homeemail workemail email1 email2 "
    "correo correoelectronico eaddress emailid",
    Field.PHONE: "phone telephone tel cell cellphone cellular mobile mobilephone mobilenumber homephone "
    "phonenumber primaryphone sms textnumber phone1 phone2 phone3 cellnumber telephonenumber contactnumber "
    "contactphone daytimephone eveningphone secondaryphone telefono celular movil numerodetelefono "
    "telefonocelular telefonodecasa homephonenumber cellphonenumber homenumber hmphone cellphn",
    Field.STREET: "address street streetaddress address1 addressline1 mailingaddress homeaddress addr "
    "physicaladdress direccion calle domicilio addressstreet residence",
    Field.CITY: "city town municipality ciudad pueblo addresscity mailingcity",
    Field.STATE: "state addressstate st estado mailingstate province",
    Field.POSTAL_CODE: "zip zipcode postalcode postcode zip5 codigopostal addresszip mailingzip zipplus4",
    Field.STUDENT_ID: "studentids children childids childid childrenids studentnumbers studentlist",
    Field.RELATIONSHIP: "relationship relation relationtostudent relationshiptostudent reltype parentesco "
    "relacion contacttype relationshiptype",
    Field.IS_GUARDIAN: "isguardian islegalguardian legalguardianflag guardianflag haslegalcustody "
    "legalcustody custodial custody hascustody estutor",
    Field.SCHOOL: "school schoolid schoolnumber schoolcode schoolno schoolnum site building campus location "
    "siteid buildingid campusid homeschool sitecode locationcode schoolofenrollment escuela "
    "numerodeescuela schoolsourcedid worksite orgid",
    Field.SCHOOL_NAME: "schoolname sitename buildingname campusname locationname nombredelaescuela "
    "nombreescuela orgname",
    Field.GRADE_LEVEL: "grade gradelevel grades gradelvl yearlevel currentgrade grado gradoescolar nivel gr",
    Field.POSITION: "position title jobtitle job role jobdescription positiontitle jobclass assignment "
    "puesto cargo jobcode positiondescription employeetype stafftype classification occupation",
    Field.FROM_ON: "hiredate startdate datehired begindate fechadeinicio dateofhire",
    Field.UNTIL_ON: "enddate termdate terminationdate dateterminated separationdate "
    "fechadesalida lastday exitdate",
}
BY_WORD: dict[str, Field] = {word: field for field, words in WORDS.items() for word in words.split()}

OWNERS: dict[str, str] = {
    "guardian": "parentguardian guardianparent parentorguardian legalguardian guardian parent contact "
    "mother father padremadre padre madre tutor tutora apoderado responsable",
    "student": "student child pupil alumno alumna estudiante hijo hija stu",
    "staff": "staff employee emp teacher faculty worker empleado empleada personal maestro",
    "school": "school escuela site org",
}
"""Whose column it is, when the name says so ("Parent 1 Last Name", "Employee ID")."""

NEVER_READ = (
    "password passwd pwd passcode passphrase contrasena clave claveacceso ssn pin socialsecurity "
    "socialsecuritynumber socsec seguridadsocial pinnumber hash secret initialpassword temppassword ssno"
)
SECRETS = frozenset(NEVER_READ.split())
"""Columns whose values are dropped while reading and never reach a page, a report or the database."""

KIND_WORDS: dict[str, str] = {
    "guardians": "guardian guardians parent parents family families contacts padres tutores acudientes",
    "students": "student students pupils children roster alumnos estudiantes enrollment enrollments",
    "staff": "staff employee employees personnel teachers faculty personal empleados payroll workers",
    "schools": "school schools sites buildings campuses orgs escuelas",
}
"""What a file's own name says about what it lists."""
